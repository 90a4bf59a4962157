import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { settings } from '#core/collections/station.collections'
import { chinaDate, chinaMinute, createFilingTime } from '#core/filing-time'
import { createTestClock, MINUTE } from '../support/ports'
import { openTestStore } from '../support/stores'

describe('filing time', () => {
  it('is the machine’s clock in China’s days', () => {
    const time = createFilingTime(createTestClock('2026-11-21T15:59:59.999Z'))
    expect([time.now(), time.today(), time.warning()]).toEqual(['2026-11-21T15:59:59.999Z', '2026-11-21', undefined])
    expect(createFilingTime(createTestClock('2026-11-21T16:00:00.000Z')).today()).toBe('2026-11-22')
    expect([chinaDate('2026-12-31T16:00:00Z'), chinaMinute('2026-12-31T16:05:59Z')]).toEqual(['2027-01-01', '2027-01-01 00:05'])
  })

  it('never runs behind what the store has seen, and warns from more than five minutes', async () => {
    const { store, ports } = await openTestStore()
    await store.transact((tx) => createFilingTime(ports.clock).remember(tx))
    const seen = ports.clock.now()
    await fc.assert(fc.asyncProperty(fc.integer({ min: -60, max: 60 }), async (minutes) => {
      ports.clock.set(new Date(seen + minutes * MINUTE).toISOString())
      const time = createFilingTime(ports.clock)
      await time.opened(store)
      expect(Date.parse(time.now())).toBe(Math.max(seen, seen + minutes * MINUTE))
      expect(time.warning() !== undefined).toBe(minutes < -5)
    }))
  })

  it('remembers without touching the settings', async () => {
    const { store, ports } = await openTestStore()
    const time = createFilingTime(ports.clock)
    await store.transact(async (tx) => {
      await tx.put(settings, { id: 'settings', idleMinutes: 99, noticeCountdownSeconds: 7, latestTime: '2000-01-01T00:00:00.000Z' })
      await time.remember(tx)
    })
    expect(await store.get(settings, 'settings')).toEqual({ id: 'settings', idleMinutes: 99, noticeCountdownSeconds: 7, latestTime: time.now() })
    await time.opened(undefined)
    ports.clock.set('2020-01-01T00:00:00.000Z')
    expect([time.now(), time.warning()]).toEqual(['2020-01-01T00:00:00.000Z', undefined])
  })
})
