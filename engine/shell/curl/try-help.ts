/**
 * What follows a complaint about curl's options, whether they came from its command line or from a file (helpf of
 * tool_help.c).
 */
export const tryHelp = "curl: try 'curl --help' or 'curl --manual' for more information\n";
