// SPDX-License-Identifier: Apache-2.0

/// Why a decoder configuration can't be understood.
package enum CodecError: Error, Hashable, Sendable {
    /// Bytes end before the structure does.
    case truncated
    /// A field has a value that its specification forbids or this server can't handle.
    case invalid(field: String)
}
