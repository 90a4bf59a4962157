import { expect, type Locator, type Page } from '@playwright/test'

/** Where a field stands: a page, or a part of it where a label occurs twice. */
export type Place = Page | Locator

/** A file as a person picks it. */
export interface PickedFile {
  name: string
  mimeType: string
  buffer: Buffer
}

const pageOf = (place: Place): Page => ('page' in place ? place.page() : place)
export const box = (place: Place, label: string): Locator => place.getByRole('textbox', { name: label, exact: true })

/** Types into the box with this label and leaves it, as the checks expect. */
export async function type(place: Place, label: string, text: string): Promise<void> {
  const field = box(place, label)
  await field.fill(text)
  await field.blur()
}

/** Opens the list with this label and takes an entry. */
export async function select(place: Place, label: string, option: string): Promise<void> {
  // The shown value lies over the box.
  await place.getByRole('combobox', { name: label, exact: true }).click({ force: true })
  // An entry's words may be followed by what it means.
  await pageOf(place).getByRole('option', { name: new RegExp(`^${option}`) }).first().click()
}

/** Finds a region by typing its name, as the placeholder offers. */
export async function selectRegion(place: Place, label: string, name: string): Promise<void> {
  const field = place.getByRole('combobox', { name: label, exact: true })
  await field.click()
  await field.pressSequentially(name)
  await pageOf(place).getByText(new RegExp(`/ ${name}$`)).filter({ visible: true }).first().click()
}

/** The words beside a box or a dot; the input itself is drawn over. */
const around = (input: Locator): Locator => input.locator('xpath=ancestor::label')

export async function tick(place: Place, label: string): Promise<void> {
  const input = place.getByRole('checkbox', { name: label, exact: true })
  if (!(await input.isChecked())) await around(input).click()
}

/** One of the choices drawn open under a label. */
export async function choose(place: Place, label: string, choice: string): Promise<void> {
  await around(place.getByRole('radiogroup', { name: label, exact: true }).getByRole('radio', { name: choice, exact: true })).click()
}

/** Picks a file in the upload area with this label, as its button does. */
export async function pickFile(place: Place, label: string, file: PickedFile): Promise<void> {
  const chooser = pageOf(place).waitForEvent('filechooser')
  await place.getByRole('button', { name: new RegExp(`^${label} `) }).click()
  await (await chooser).setFiles(file)
}

/** Picks a file and waits until it stands there with its thumbnail. */
export async function upload(place: Place, label: string, file: PickedFile): Promise<void> {
  await pickFile(place, label, file)
  await place.getByRole('button', { name: `${label}：${file.name}，查看大图` }).waitFor()
}

export async function press(place: Place, name: string): Promise<void> {
  await place.getByRole('button', { name, exact: true }).click()
}

/** Walks on with Tab until the wanted control has the focus; a control that Tab does not reach fails. */
export async function tabTo(page: Page, role: 'button' | 'textbox' | 'checkbox' | 'radio' | 'link' | 'combobox', name: string | RegExp): Promise<void> {
  const wanted = page.getByRole(role, { name, exact: true })
  await expect(async () => {
    await page.keyboard.press('Tab')
    await expect(wanted).toBeFocused({ timeout: 50 })
  }).toPass({ intervals: [0], timeout: 20_000 })
}
