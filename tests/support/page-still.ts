import type { Page } from 'playwright'

/** Is nothing moving, over three frames in a row? What never ends (a spinner) does not count. */
export const isCalm = (page: Page): Promise<boolean> => page.evaluate(async () => {
  for (let frame = 0; frame < 3; frame++) {
    await new Promise((resolve) => requestAnimationFrame(resolve))
    if (document.getAnimations().some((animation) => animation.playState === 'running' && animation.effect?.getComputedTiming().iterations !== Infinity)) return false
  }
  return true
})

const isLoaded = (page: Page): Promise<boolean> => page.evaluate(() => {
  // A question may stand before a page that is filled only afterwards.
  const asks = [...document.querySelectorAll('[role="dialog"]')].some((dialog) => dialog.checkVisibility())
  return document.querySelector('h1') !== null && document.querySelector('[aria-busy="true"]') === null && (document.querySelector('.skeleton') === null || asks)
})

/** Is nothing loading or moving any more? */
export const isStill = async (page: Page): Promise<boolean> => (await isLoaded(page)) && (await isCalm(page)) && (await isLoaded(page))
