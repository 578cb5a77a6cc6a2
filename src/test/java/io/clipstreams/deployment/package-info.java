/** The files that deploy the application, held against its code. */
package io.clipstreams.deployment;
