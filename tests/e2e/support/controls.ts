import type { Locator, Page } from '@playwright/test'

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
  await place.getByRole('combobox', { name: label, exact: true }).click()
  await pageOf(place).getByRole('option', { name: option, exact: true }).click()
}

/** Finds a region by typing its name, as the placeholder offers. */
export async function selectRegion(place: Place, label: string, name: string): Promise<void> {
  const field = box(place, label)
  await field.click()
  await field.pressSequentially(name)
  await pageOf(place).getByText(new RegExp(`/ ${name}$`)).filter({ visible: true }).first().click()
}

/** The words beside a box or a dot; the input itself is drawn over. */
const around = (place: Place, input: Locator): Locator => pageOf(place).locator('label').filter({ has: input })

export async function tick(place: Place, label: string): Promise<void> {
  const input = place.getByRole('checkbox', { name: label, exact: true })
  if (!(await input.isChecked())) await around(place, input).click()
}

/** One of the choices drawn open under a label. */
export async function choose(place: Place, label: string, choice: string): Promise<void> {
  await around(place, place.getByRole('radiogroup', { name: label, exact: true }).getByRole('radio', { name: choice, exact: true })).click()
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
