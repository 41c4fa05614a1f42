/** Web pages for marketing operations and admins. */
package io.downfunnel.console;
