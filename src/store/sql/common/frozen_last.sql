SELECT programme, period, seq FROM frozen_period ORDER BY seq DESC LIMIT 1
