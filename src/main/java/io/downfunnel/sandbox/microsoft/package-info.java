/** Microsoft Advertising and its token endpoint, as strict as their documentation. */
package io.downfunnel.sandbox.microsoft;
