/** Who may come in: users, passwords, sessions. */
package io.downfunnel.access;
