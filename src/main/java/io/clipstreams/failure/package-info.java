/** Why a record could not be processed. */
package io.clipstreams.failure;
