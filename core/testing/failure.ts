import { expect } from '@open-wc/testing';
import type { RmError } from '../errors.js';

/** The RmError that a promise rejects with; a test fails when it rejects with anything else, or not at all. */
export async function failure(promise: Promise<unknown>): Promise<RmError> {
  try {
    await promise;
  } catch (error) {
    expect(error).to.have.property('name', 'RmError');
    return error as RmError;
  }
  throw new Error('it did not fail');
}
