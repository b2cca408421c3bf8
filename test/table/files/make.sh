#!/usr/bin/env bash
# Makes the files of this folder anew, by other programs than xsift: astropy and STILTS (Debian: python3-astropy, stilts) and DuckDB
# (npm install --prefix DIR @duckdb/node-api; give DIR as the argument). vizier.tsv is written by hand in the form of VizieR's files.
set -euo pipefail
cd "$(dirname "$0")"
/usr/bin/python3 - <<'PYTHON'
import numpy as np
from astropy.table import MaskedColumn, Table

table = Table(meta={'name': 'made', 'count': 3, 'note': "it's: a note"})
hidden = [False, True, False]
table['source_id'] = MaskedColumn([5853498713190525696, 0, 12], mask=hidden, description='as Gaia has it')
table['ra'] = MaskedColumn([10.5, 20.25, np.nan], unit='deg', description='right ascension', meta={'ucd': 'pos.eq.ra'})
table['flux'] = MaskedColumn(np.array([1e-14, 0.1, -3], 'f4'), mask=hidden, unit='erg / (s cm2)')
table['n'] = MaskedColumn(np.array([1, 2, -3], 'i2'), mask=hidden)
table['used'] = MaskedColumn([True, False, True], mask=hidden)
table['label'] = MaskedColumn(['a b', 'x', '"q", c'], mask=hidden)
table['counts'] = np.arange(6, dtype='i4').reshape(3, 2)
table.write('astropy.ecsv', format='ascii.ecsv', overwrite=True)
table.write('astropy-comma.ecsv', format='ascii.ecsv', delimiter=',', overwrite=True)
table.write('astropy.vot', format='votable', overwrite=True)
table.write('astropy.fits', overwrite=True)
PYTHON
made() { stilts tpipe in=astropy.fits ifmt=fits "ofmt=$1" "out=$2"; }
made votable-tabledata stilts-tabledata.vot
for kind in binary binary2; do made "votable-$kind-inline" "stilts-$kind.vot"; done
for kind in tst csv; do made "$kind" "stilts.$kind"; done
made ecsv stilts.ecsv
made fits-basic stilts.fits
cat > "$1/make.mjs" <<'JS'
import { DuckDBInstance } from '@duckdb/node-api';
const db = await (await DuckDBInstance.create(':memory:')).connect();
const rows = `select (i % 250)::utinyint as tiny, i::usmallint as short, i::uinteger as wide, (5853498713190525696 + i)::bigint as source_id,
  case when i % 3 = 1 then null else i::integer end as n, i / 4::double as x, (i / 3)::float as f, i % 2 = 0 as used,
  case when i % 4 = 2 then null else 'name ' || i end as label, date '2000-01-01' + i::integer as day,
  timestamp '2000-01-01 00:00:00.000001' + interval 1 second * i as at, (i / 8)::decimal(8, 3) as price,
  case when i = 5 then null when i = 7 then [] else [j::usmallint for j in range(i, i + 4)] end as counts,
  case when i = 9 then [1, null, 3] else [i::integer] end as gaps,
  [i / 2::double, 1e300] as pair, [[i]] as nested
  from range(2100) as numbers(i)`;
for (const codec of ['zstd', 'snappy', 'gzip'])
  await db.run(`copy (select * from (${rows}) where i < 12 or '${codec}' = 'zstd') to 'duckdb-${codec}.parquet'
    (format parquet, compression ${codec}, row_group_size 2048, parquet_version ${codec === 'snappy' ? 'V2' : 'V1'})`.replaceAll(' i < 12', ' wide < 12'));
JS
NODE_PATH= node "$1/make.mjs"
