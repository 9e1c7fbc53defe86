/** How to write plugins on a command line, for --help. `readPlugins` reads it. */
export const pluginGrammar: readonly string[] = [
  'PLUGINS WITH OPTIONS',
  '',
  '  NAME                            mutual',
  '  NAME:OPTION=VALUE:OPTION=VALUE  mutual:temperature=2:update=alternating',
  '  a list, separated by commas     resnet8,small-conv:width=8',
  '',
  '  A VALUE is a number, true, false, null or plain text; any JSON, such as [0.5,0.75] or "a:b";',
  "  or a plugin in parentheses: 'mutual:temperature=(linear:from=4:to=1)'.",
  '  Quote a plugin for the shell if it contains ( [ { or ".',
];
