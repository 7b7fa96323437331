import { property, state } from 'lit/decorators.js';
import { RmLinkedElement } from './element.js';

/**
 * Base of the inputs: a form-associated custom element with the validity interface of a native control.
 *
 * @cssstate disabled - The control, or the fieldset around it, is disabled.
 */
export abstract class RmFormControl extends RmLinkedElement {
  static formAssociated = true;
  static override shadowRootOptions: ShadowRootInit = { ...RmLinkedElement.shadowRootOptions, delegatesFocus: true };

  /** Name in the form. */
  @property() name: string | undefined;

  /** The form cannot be sent while this is empty. */
  @property({ type: Boolean }) required = false;

  /** Takes nothing. */
  @property({ type: Boolean, reflect: true }) disabled = false;

  /** The fieldset around it is disabled. */
  @state() private formDisabled = false;

  get form(): HTMLFormElement | null {
    return this.internals.form;
  }
  get validity(): ValidityState {
    return this.internals.validity;
  }
  get validationMessage(): string {
    return this.internals.validationMessage;
  }
  get willValidate(): boolean {
    return this.internals.willValidate;
  }
  checkValidity(): boolean {
    return this.internals.checkValidity();
  }
  reportValidity(): boolean {
    return this.internals.reportValidity();
  }

  formDisabledCallback(disabled: boolean): void {
    this.formDisabled = disabled;
  }

  /** Disabled by itself or by its fieldset. */
  protected get off(): boolean {
    return this.disabled || this.formDisabled;
  }
}
