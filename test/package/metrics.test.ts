import assert from 'node:assert/strict'
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'
import { metrics as telemetry } from '@opentelemetry/api'
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import type { Context } from 'koa'
import type { SealwaxOptions } from 'sealwax'
import { stateOn } from '../koa/answer.ts'
import { createTestApp } from '../koa/test-app.ts'
import { temporaryFolder } from '../koa/uploads/upload-site.ts'
import { fencedBlocks, section } from './markdown.ts'

interface Example {
  readonly onCall: NonNullable<SealwaxOptions['onCall']>
  readonly metrics: (ctx: Context) => Promise<void>
}

/** Runs a file of the guide as an app's own, and calls a method twice with its hook. */
async function tryExample(file: string): Promise<Example> {
  const guide = await readFile('server/README.md', 'utf8')
  const block = fencedBlocks(section(guide, 'Watching it')).find(({ title }) => title === file)
  assert(block, `the guide has no ${file}`)
  const folder = temporaryFolder()
  const path = join(folder, 'app', file)
  await mkdir(join(folder, 'app'))
  await writeFile(join(folder, 'package.json'), '{"type":"module"}')
  await writeFile(path, block.text)
  await symlink(resolve('node_modules'), join(folder, 'node_modules'))
  const example = (await import(pathToFileURL(path).href)) as Example
  await callTwice(example.onCall)
  return example
}

async function callTwice(onCall: Example['onCall']): Promise<void> {
  const { browser } = createTestApp({
    sealwax: { onCall },
  })
  const visitor = browser()
  const state = await stateOn(visitor, '/items', 'item-1')
  await visitor.htmx('/_sealwax/item/touch', { _state: state })
  await visitor.htmx('/_sealwax/item/touch', { _state: 'forged' })
}

/** A line that counts one call. */
function count(labels: string): RegExp {
  return new RegExp(`^sealwax_call_seconds_count\\{${labels}\\} 1$`, 'm')
}

describe('the guide on metrics', () => {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const reader = new PeriodicExportingMetricReader({ exporter })

  before(() => telemetry.setGlobalMeterProvider(new MeterProvider({ readers: [reader] })))
  after(async () => {
    await reader.shutdown()
    telemetry.disable()
  })

  it('has what counts calls for Prometheus', async () => {
    const { metrics } = await tryExample('metrics.js')
    const ctx = { type: '', body: '' } as Context
    await metrics(ctx)
    assert.match(ctx.type, /^text\/plain/)
    assert.match(String(ctx.body), count('component="item",method="touch",outcome="Ok"'))
    assert.match(String(ctx.body), count('component="item",method="touch",outcome="StateRejected"'))
  })

  it('has what counts calls for OpenTelemetry', async () => {
    await tryExample('telemetry.js')
    await reader.forceFlush()
    const [found] = exporter.getMetrics()
    const metric = found?.scopeMetrics[0]?.metrics[0]
    assert.equal(metric?.descriptor.name, 'sealwax.call.duration')
    assert.deepEqual(
      metric?.dataPoints.map(({ attributes }) => attributes['outcome']),
      ['Ok', 'StateRejected'],
    )
  })
})
