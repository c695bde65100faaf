#!/usr/bin/env python3
"""peers_settlements.py WANJIA [HOUSEHOLDS...]: the settlements of made-up counties by Wanjia, by
scikit-learn's DBSCAN and, where WANJIA_TEST_POSTGRES names a server, by PostGIS ST_ClusterDBSCAN, one
after the other in one run. Compares the cores and which of them belong together, household by
household, and fails when they differ. Prints a table; computing alone is timed, one thread each."""
import csv
import json
import math
import os
import subprocess
import sys
import tempfile
import time

import numpy

COUNTY_M, COUNTY_HOUSEHOLDS, VALLEYS = 44_700, 50_000, 12
RADIUS_M, MIN_HOUSEHOLDS = 300, 20


def county(random, count):
    """Three fifths in clusters of 20 to 200 within 100 to 400 m, the others along valleys."""
    in_clusters = count * 3 // 5
    sizes = []
    while sum(sizes) < in_clusters:
        sizes.append(int(random.integers(20, 201)))
    cluster = numpy.repeat(numpy.arange(len(sizes)), sizes)[:in_clusters]
    radius = random.uniform(100, 400, len(sizes))[cluster] * numpy.sqrt(random.uniform(0, 1, in_clusters))
    angle = random.uniform(0, 2 * math.pi, in_clusters)
    middle = random.uniform(0, COUNTY_M, (len(sizes), 2))[cluster]
    inside = middle + numpy.stack([radius * numpy.cos(angle), radius * numpy.sin(angle)], axis=1)
    rest = count - in_clusters
    valley = random.integers(0, VALLEYS, rest)
    start, slope = random.uniform(0, COUNTY_M, VALLEYS)[valley], random.uniform(-0.5, 0.5, VALLEYS)[valley]
    swing, wave = random.uniform(300, 2000, VALLEYS)[valley], random.uniform(3000, 12000, VALLEYS)[valley]
    x = random.uniform(0, COUNTY_M, rest)
    y = start + slope * (x - COUNTY_M / 2) + swing * numpy.sin(x / wave * 2 * math.pi) + random.uniform(-250, 250, rest)
    return numpy.concatenate([inside, numpy.stack([x, y], axis=1)]) % COUNTY_M


def households(count):
    """In sixty-fourths of a metre, so that "within 300 m" is exact for every program."""
    random = numpy.random.default_rng(1)
    counties = -(-count // COUNTY_HOUSEHOLDS)
    side = math.ceil(math.sqrt(counties))
    parts = []
    for i in range(counties):
        part = county(random, min(COUNTY_HOUSEHOLDS, count - i * COUNTY_HOUSEHOLDS))
        parts.append(part + [i % side * COUNTY_M, i // side * COUNTY_M])
    return numpy.floor(numpy.concatenate(parts) * 64) / 64


def by_wanjia(wanjia, places, folder):
    source, result = os.path.join(folder, "h.csv"), os.path.join(folder, "s.csv")
    with open(source, "w") as file:
        file.write("id,x,y\n")
        file.writelines(f"{i},{x:.6f},{y:.6f}\n" for i, (x, y) in enumerate(places.tolist(), 1))
    words = [wanjia, "settlements", source, "--crs", "EPSG:4545", "--threads", "1", "--json", "--out", result]
    seconds = []
    for _ in range(5):
        answer = json.loads(subprocess.run(words, check=True, capture_output=True).stdout)
        seconds.append(answer["seconds"]["compute"])
    with open(result, newline="") as file:
        rows = list(csv.DictReader(file))
    label = numpy.array([int(row["settlement"]) for row in rows])
    core = numpy.array([row["role"] == "core" for row in rows])
    return label, core, sorted(seconds)[2]


def by_sklearn(places):
    from sklearn.cluster import DBSCAN

    begin = time.perf_counter()
    found = DBSCAN(eps=RADIUS_M, min_samples=MIN_HOUSEHOLDS, n_jobs=1).fit(places)
    seconds = time.perf_counter() - begin
    core = numpy.zeros(len(places), bool)
    core[found.core_sample_indices_] = True
    return found.labels_ + 1, core, seconds


def psql(url, script):
    return subprocess.run(["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", url], input=script,
                          text=True, check=True, capture_output=True).stdout


def by_postgis(url, places):
    rows = "".join(f"{i}\t{x:.6f}\t{y:.6f}\n" for i, (x, y) in enumerate(places.tolist()))
    psql(url, "CREATE EXTENSION IF NOT EXISTS postgis; DROP TABLE IF EXISTS peer_households, peer_found;"
              "CREATE UNLOGGED TABLE peer_households (id int, x float8, y float8);\n"
              "COPY peer_households FROM STDIN;\n" + rows + "\\.\n"
              "ALTER TABLE peer_households ADD place geometry; UPDATE peer_households SET place = ST_MakePoint(x, y);")
    begin = time.perf_counter()
    psql(url, "SET max_parallel_workers_per_gather = 0; SET jit = off; CREATE UNLOGGED TABLE peer_found AS SELECT id, "
              f"ST_ClusterDBSCAN(place, {RADIUS_M}, {MIN_HOUSEHOLDS}) OVER () AS label FROM peer_households;")
    seconds = time.perf_counter() - begin
    found = psql(url, "SELECT coalesce(label, -1) + 1 FROM peer_found ORDER BY id; DROP TABLE peer_households, peer_found;")
    return numpy.array(found.split(), int), seconds


def same_partition(one, other, core):
    pairs = numpy.unique(numpy.stack([one[core], other[core]], axis=1), axis=0)
    return len(pairs) == len(numpy.unique(one[core])) == len(numpy.unique(other[core]))


def check(what, holds):
    if not holds:
        sys.exit(f"{what}: not the same")


def main():
    wanjia = sys.argv[1]
    url = os.environ.get("WANJIA_TEST_POSTGRES")
    print("| households | settlements | Wanjia | M households/s | scikit-learn | times | PostGIS | times |")
    print("|---|---|---|---|---|---|---|---|")
    for count in [int(word) for word in sys.argv[2:]] or [100_000, 1_000_000]:
        places = households(count)
        with tempfile.TemporaryDirectory() as folder:
            label, core, ours = by_wanjia(wanjia, places, folder)
        peer_label, peer_core, theirs = by_sklearn(places)
        check("the cores of scikit-learn", (core == peer_core).all())
        check("the settlements of scikit-learn", same_partition(label, peer_label, core))
        check("the households in none by scikit-learn", ((label == 0) == (peer_label == 0)).all())
        postgis = "no server | "
        if url:
            postgis_label, seconds = by_postgis(url, places)
            check("the settlements of PostGIS", same_partition(label, postgis_label, core))
            check("the households in none by PostGIS", ((label == 0) == (postgis_label == 0)).all())
            postgis = f"{seconds:.2f} s | {seconds / ours:.0f}"
        print(f"| {count} | {label.max()} | {ours:.4f} s | {count / ours / 1e6:.1f} | {theirs:.2f} s "
              f"| {theirs / ours:.0f} | {postgis} |", flush=True)


main()
