/**
 * The exit codes of `codistill work`. A run that diverged does not end with 0, so that a cluster
 * holds back the jobs which need its networks. A job that ended with 75 may be started again; 75 is
 * EX_TEMPFAIL of sysexits.h.
 */
export const exitCodes = {
  finished: 0,
  failed: 1,
  badInput: 2,
  diverged: 3,
  diskFull: 4,
  stoppedOrSuperseded: 75,
} as const;
