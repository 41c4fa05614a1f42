package io.downfunnel.domain;

/**
 * The run that a step works for: recorded with everything it changes.
 *
 * @param id of the run's row
 * @param node this process, as recorded in leases and transitions
 * @param progress of the step that is running
 */
public record Run(long id, String node, Progress progress) {}
