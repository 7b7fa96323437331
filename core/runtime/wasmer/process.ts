import { RmError } from '../../errors.js';
import type { CommandResult } from '../engine.js';
import { joinBytes } from '../join-bytes.js';
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
  const process = await sandbox.command(program, args, { env }).spawn({ stdin: 'pipe', stdout: 'pipe', stderr: 'pipe' });
  const { stdin, stdout, stderr } = process;
  if (!stdin || !stdout || !stderr) throw new RmError('RM5014', 'The Wasmer SDK started a program without pipes.', { phase: 'start' });
  const exit = process.wait().then(({ exitCode }) => exitCode);
  // Whoever asks gets it.
  exit.catch(() => {});
  return { stdin, stdout, stderr, exit };
}

/**
 * Runs a program from its start to its exit.
 * @param limit of bytes that it may write to either stream.
 * @throws {RmError} RM2308 when it writes more; what it traps with is thrown as the SDK tells it.
 */
export async function run(sandbox: SdkSandbox, program: SdkPackage, input: Uint8Array, limit: number, options: ProgramOptions = {}): Promise<CommandResult> {
  const { stdin, stdout, stderr, exit } = await start(sandbox, program, options);
  // A program need not read its input: what it leaves is no failure, and not waited for.
  void stdin.write(input).then(() => stdin.close()).catch(() => {});
  const [output, errors] = await Promise.all([collect(stdout, limit), collect(stderr, limit)]);
  return { exitCode: await exit, stdout: output, stderr: errors };
}

async function collect(stream: AsyncIterable<Uint8Array>, limit: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of stream) {
    size += piece.length;
    if (size > limit) throw new RmError('RM2308', `The program wrote more than ${limit / 2 ** 20} MiB.`);
    pieces.push(piece);
  }
  return joinBytes(pieces);
}

/** What the SDK says, without its stack. */
export const firstLine = (error: unknown): string => String((error as Error | undefined)?.message ?? error).split('\n')[0]!;
