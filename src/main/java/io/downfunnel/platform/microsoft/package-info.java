/**
 * Microsoft Advertising, by the REST endpoints of its API v13. What we rely on, where it is written, and what nobody has
 * written down: {@code docs/platforms/microsoft.md}.
 */
package io.downfunnel.platform.microsoft;
