const modifiers = { control: 'ctrlKey', ctrl: 'ctrlKey', shift: 'shiftKey', alt: 'altKey', meta: 'metaKey' } as const;

/**
 * Whether a key event is the shortcut, written as in `aria-keyshortcuts`: `Control+Shift+R`. One without a modifier is not heard while
 * somebody types.
 */
export function isShortcut(event: KeyboardEvent, shortcut: string): boolean {
  const keys = shortcut.toLowerCase().split('+').map((key) => key.trim());
  const wanted = new Set(keys.flatMap((key) => (key in modifiers ? [modifiers[key as keyof typeof modifiers]] : [])));
  const key = keys.at(-1)!;
  const given = event.key === ' ' ? 'space' : event.key.toLowerCase();
  if (key !== given || (['ctrlKey', 'shiftKey', 'altKey', 'metaKey'] as const).some((name) => event[name] !== wanted.has(name))) return false;
  const target = event.composedPath()[0] as HTMLElement;
  const types = target.isContentEditable || /^(input|textarea|select)$/.test(target.localName ?? '');
  return !types || wanted.has('ctrlKey') || wanted.has('altKey') || wanted.has('metaKey');
}
