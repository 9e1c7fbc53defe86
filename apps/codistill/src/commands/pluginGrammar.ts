/** How plugins are written on a command line, for --help; `readPlugins` reads it. */
export const pluginGrammar: readonly string[] = [
  'PLUGINS WITH OPTIONS',
  '',
  '  NAME                            mutual',
  '  NAME:OPTION=VALUE:OPTION=VALUE  mutual:temperature=2:update=alternating',
  '  a list, parted by commas        resnet8,small-conv:width=8',
  '',
  '  A VALUE is a number, true, false, null or plain text; any JSON, such as [0.5,0.75] or "a:b";',
  "  or in parentheses a plugin of its own: 'mutual:temperature=(linear:from=4:to=1)'.",
  '  Quote for the shell what holds ( [ { or ".',
];
