/** Programs as the SDK runs them. */
import { RmError, type RmErrorDetail } from '../../errors.js';
import { Collector, crash, type Blame } from '../command.js';
import type { CommandResult } from '../engine.js';
import type { SdkPackage, SdkProcess, SdkSandbox } from './sdk.js';

type Streams = { [Name in 'stdin' | 'stdout' | 'stderr']: NonNullable<SdkProcess[Name]> };

/** A program that runs, and its exit code, which rejects when it traps. */
export interface Started extends Streams {
  exit: Promise<number>;
}

export interface ProgramOptions {
  args?: string[] | undefined;
  env?: Record<string, string> | undefined;
}

export async function start(sandbox: SdkSandbox, program: SdkPackage, { args = [], env = {} }: ProgramOptions = {}): Promise<Started> {
  const process = await sandbox.command(program, args, { env, cwd: '/' }).spawn({ stdin: 'pipe', stdout: 'pipe', stderr: 'pipe' });
  const { stdin, stdout, stderr } = process;
  if (!stdin || !stdout || !stderr) throw new RmError('RM5014', 'The Wasmer SDK started a program without pipes.', { phase: 'start' });
  const exit = process.wait().then(({ exitCode }) => exitCode);
  // Whoever asks gets it.
  exit.catch(() => {});
  return { stdin, stdout, stderr, exit };
}

/**
 * Runs a program from its start to its exit.
 * @throws {RmError} when it crashes, or writes too much; an exit code is a result.
 */
export async function run(sandbox: SdkSandbox, program: SdkPackage, input: Uint8Array, options: ProgramOptions = {}, { limit, ...blame }: Blame = {}): Promise<CommandResult> {
  const { stdin, stdout, stderr, exit } = await start(sandbox, program, options);
  // A program need not read its input: what it leaves is no failure, and not waited for.
  void stdin.write(input).then(() => stdin.close()).catch(() => {});
  const [output, errors] = [new Collector(limit), new Collector(limit)];
  await Promise.all([pour(stdout, output.write), pour(stderr, errors.write)]);
  try {
    return { exitCode: await exit, stdout: output.bytes(), stderr: errors.bytes() };
  } catch (error) {
    throw trap(error, new TextDecoder().decode(errors.bytes()).trim().split('\n').slice(-5), {}, blame);
  }
}

/** Takes what a stream gives until it ends. */
export async function pour(stream: AsyncIterable<Uint8Array>, take: (bytes: Uint8Array) => void): Promise<void> {
  for await (const piece of stream) take(piece);
}

/** What a program trapped with, which the SDK tells in text. */
export function trap(error: unknown, tail: string[], at: RmErrorDetail, blame?: Blame): RmError {
  const text = firstLine(error).replace(/^command execution failed: (RuntimeError: )?(js: )?/, '');
  return crash(/RangeError|call stack/.test(text) ? new RangeError(text, { cause: error }) : new Error(text, { cause: error }), tail, at, blame);
}

/** What the SDK says, without its stack. */
export const firstLine = (error: unknown): string => String((error as Error | undefined)?.message ?? error).split('\n')[0]!;
