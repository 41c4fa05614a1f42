/** Our record against what must be true: the auditor looks, the watchdog tells a person. */
package io.downfunnel.reconcile;
