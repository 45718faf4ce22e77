import { saveAsTyped } from './autosave.ts'
import { checkAsTyped } from './check-fields.ts'
import { openPage } from './page.ts'
import { workRows } from './rows.ts'
import { showFields } from './show-fields.ts'
import { uploadFiles } from './uploads.ts'

// Each part is added by itself: where one fails, the page goes on as plain HTML with the others.
for (const form of document.querySelectorAll<HTMLFormElement>('form[data-kb-form]')) {
  const page = attempt(() => openPage(form))
  if (page)
    for (const add of [showFields, workRows, checkAsTyped, saveAsTyped, uploadFiles]) attempt(() => add(page))
}

function attempt<Result>(work: () => Result): Result | undefined {
  try {
    return work()
  } catch (error) {
    console.error(error)
    return undefined
  }
}
