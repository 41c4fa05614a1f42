/**
 * The command line.
 *
 * <p>The arguments are read twice: before anything starts, so that help and mistakes are answered at once, and then for
 * the run. For the first reading commands are made without their collaborators; so a command's constructor keeps what it
 * is given and touches nothing.
 */
package io.downfunnel.command;
