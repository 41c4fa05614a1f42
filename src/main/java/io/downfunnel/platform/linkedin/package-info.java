/** LinkedIn, by the Conversions API. */
package io.downfunnel.platform.linkedin;
