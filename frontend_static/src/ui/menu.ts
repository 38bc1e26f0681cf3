/** What the menus' items share. */
export const MENU_ITEM =
  'tap flex cursor-pointer items-center gap-2.5 rounded-md px-2 py-1.5 text-base text-ink outline-none select-none ' +
  'data-highlighted:bg-hover data-disabled:pointer-events-none data-disabled:opacity-50'
