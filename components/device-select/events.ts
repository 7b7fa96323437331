/** `rm-change`: another device was chosen; the value is its id, empty for the system's default. */
export { RmChangeEvent } from '../internal/change-event.js';
