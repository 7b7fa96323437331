import { ElementLink } from '../internal/element-link.js';
import { wordAt } from './row.js';
import type { TranscriptView } from './view.js';

type Player = HTMLElement & { currentTime: number };

const isPlayer = (element: HTMLElement | undefined): element is Player => element !== undefined && 'currentTime' in element;
const told = ['timeupdate', 'rm-timeupdate', 'seeked', 'emptied'];

/** Follows the player that `for-player` names: rm-player, or the browser's own audio and video. */
export class PlayerLink {
  /** Where the player is, once it has been somewhere; seconds. */
  time: number | undefined;

  readonly #view: TranscriptView;
  readonly #link: ElementLink;
  #listening: AbortController | undefined;
  #shown = '';

  constructor(view: TranscriptView) {
    this.#view = view;
    const { element } = view.host;
    this.#link = new ElementLink(element, () => element.forPlayer, (player) => this.#follow(player));
  }

  seek(time: number): void {
    if (isPlayer(this.#link.value)) this.#link.value.currentTime = time;
  }

  #follow(player: HTMLElement | undefined): void {
    this.#listening?.abort();
    this.time = undefined;
    if (player) {
      const { signal } = (this.#listening = new AbortController());
      for (const type of told) player.addEventListener(type, () => isPlayer(player) && this.#at(player.currentTime), { signal });
    }
    this.#view.update();
  }

  /** Only another segment or word is news. */
  #at(time: number): void {
    this.time = time;
    const { playing, shown } = this.#view;
    const segment = shown[playing];
    const now = `${playing} ${segment ? wordAt(segment, time) : ''}`;
    if (now === this.#shown) return;
    this.#shown = now;
    this.#view.update();
  }
}
