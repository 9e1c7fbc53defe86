import { x } from 'tinyexec';
import { noPip, noPython } from '../errors.ts';

/**
 * The command of a Python 3 with pip.
 * @throws if there is none.
 */
export async function findPython(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const candidates = env['PYTHON'] ? [env['PYTHON']] : ['python3', 'python'];
  let python: string | undefined;
  for (const candidate of candidates) {
    const version = await quiet(candidate, ['-c', 'import sys; print(sys.version_info[0])']);
    if (version?.stdout.trim() !== '3') continue;
    python ??= candidate;
    if ((await quiet(candidate, ['-m', 'pip', '--version']))?.exitCode === 0) return candidate;
  }
  throw python === undefined ? noPython(candidates) : noPip(python);
}

/** The output of a command; undefined if it cannot be started. */
export async function quiet(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<
  | { readonly exitCode: number | undefined; readonly stdout: string; readonly stderr: string }
  | undefined
> {
  try {
    const { exitCode, stdout, stderr } = await x(command, [...args], { nodeOptions: { env } });
    return { exitCode, stdout, stderr };
  } catch {
    return undefined;
  }
}
