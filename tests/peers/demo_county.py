#!/usr/bin/env python3
"""demo_county.py WANJIA: the settlements that a run over the demo county's register gives are those of scikit-learn's
DBSCAN on the same households, in earth-centred coordinates, where its distance is the chord that Wanjia measures. Where
WANJIA_TEST_POSTGRES names a server, PostGIS ST_ClusterDBSCAN is asked too, on a plane true to scale at the county's middle.
Cores, which of them belong together, and who is in none must be equal. Ends with 77 where scikit-learn is missing."""
import json
import math
import os
import sqlite3
import struct
import subprocess
import sys
import tempfile

try:
    import numpy
    from sklearn.cluster import DBSCAN
except ImportError as missing:
    print(f"skipped: {missing} (Debian: python3-sklearn)")
    sys.exit(77)

RADIUS_M, MIN_HOUSEHOLDS, SCALE = 300, 20, "0.2"
SEMI_MAJOR_M, FLATTENING = 6378137.0, 1 / 298.257222101  # GRS 80
ECCENTRICITY = FLATTENING * (2 - FLATTENING)


def read_run(data):
    """Positions in degrees, and each household's settlement as the run found it with its role; 0 and none for the others."""
    database = sqlite3.connect(f"file:{data}/wanjia.gpkg?mode=ro", uri=True)
    members = {(region, number): (found, role) for region, number, found, role in
               database.execute("SELECT region, household, found, role FROM settlement_member")}
    places, found, roles = [], [], []
    for region, number, geometry in database.execute("SELECT region, number, geom FROM household WHERE geom IS NOT NULL"):
        envelope = (0, 32, 48, 48, 64)[geometry[3] >> 1 & 7]
        places.append(struct.unpack_from("<dd", geometry, 8 + envelope + 5))
        settlement, role = members.get((region, number), (0, "none"))
        found.append(settlement)
        roles.append(role)
    return numpy.array(places), numpy.array(found), numpy.array(roles)


def earth_centred(places):
    longitude, latitude = numpy.radians(places[:, 0]), numpy.radians(places[:, 1])
    normal = SEMI_MAJOR_M / numpy.sqrt(1 - ECCENTRICITY * numpy.sin(latitude) ** 2)
    return numpy.stack([normal * numpy.cos(latitude) * numpy.cos(longitude), normal * numpy.cos(latitude) * numpy.sin(longitude),
                        normal * (1 - ECCENTRICITY) * numpy.sin(latitude)], axis=1)


def partition(labels):
    """The same number for the same group, whatever the groups are called: each by its first member."""
    first = {}
    return numpy.array([first.setdefault(label, place) for place, label in enumerate(labels)])


def must_equal(what, ours, theirs):
    differ = int(numpy.sum(ours != theirs))
    if differ:
        sys.exit(f"{what}: {differ} of {len(ours)} households differ")


def main():
    program = sys.argv[1]
    with tempfile.TemporaryDirectory() as folder:
        data = os.path.join(folder, "data")
        subprocess.run([program, "demo", "--data", data, "--scale", SCALE, "--county-only", "--no-serve"], check=True, stdout=subprocess.DEVNULL)
        said = subprocess.run([program, "settlements", "--data", data, "--json", "--radius", str(RADIUS_M),
                               "--min-households", str(MIN_HOUSEHOLDS)], check=True, stdout=subprocess.PIPE)
        answer = json.loads(said.stdout)
        places, found, roles = read_run(data)
    fitted = DBSCAN(eps=RADIUS_M, min_samples=MIN_HOUSEHOLDS).fit(earth_centred(places))
    core = numpy.zeros(len(places), bool)
    core[fitted.core_sample_indices_] = True
    must_equal("cores", roles == "core", core)
    must_equal("in none", roles == "none", fitted.labels_ == -1)
    must_equal("cores together", partition(found[core]), partition(fitted.labels_[core]))
    if answer["found"] != len(set(fitted.labels_[core])):
        sys.exit(f"{answer['found']} settlements, scikit-learn finds {len(set(fitted.labels_[core]))}")
    print(f"{len(places)} households, {answer['found']} settlements, {int(core.sum())} cores: equal to scikit-learn")
    if os.environ.get("WANJIA_TEST_POSTGRES"):
        compare_postgis(places, found, core, roles)


def compare_postgis(places, found, core, roles):
    middle = math.radians(float(places[:, 1].mean()))
    curve = math.sqrt(1 - ECCENTRICITY * math.sin(middle) ** 2)
    east = math.radians(1) * SEMI_MAJOR_M / curve * math.cos(middle)
    north = math.radians(1) * SEMI_MAJOR_M * (1 - ECCENTRICITY) / curve ** 3
    plane = (places - places.mean(axis=0)) * (east, north)
    rows = ",".join(f"({place},{x!r},{y!r})" for place, (x, y) in enumerate(plane.tolist()))
    asked = ("CREATE EXTENSION IF NOT EXISTS postgis; SELECT id, coalesce(ST_ClusterDBSCAN(ST_MakePoint(x::float8, y::float8), %d, %d) "
             "OVER (), -1) FROM (VALUES %s) v(id, x, y) ORDER BY id;" % (RADIUS_M, MIN_HOUSEHOLDS, rows))
    answered = subprocess.run(["psql", "-AtqX", "-v", "ON_ERROR_STOP=1", os.environ["WANJIA_TEST_POSTGRES"]], input=asked, text=True,
                              check=True, stdout=subprocess.PIPE)
    labels = numpy.array([int(line.split("|")[1]) for line in answered.stdout.split()])
    must_equal("PostGIS, in none", roles == "none", labels == -1)
    must_equal("PostGIS, cores together", partition(found[core]), partition(labels[core]))
    print("equal to PostGIS")


main()
