/**
 * Attacks the packaged application: every node, the sandbox and PostgreSQL are processes of their own, with a proxy between
 * them that breaks connections, and with an agent in each node that stops it at named points. What became of every single
 * CRM outcome is checked afterwards from three sides: the CRM, our database, and the books of the platforms.
 */
package io.downfunnel.system.attack;
