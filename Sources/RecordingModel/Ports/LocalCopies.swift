// SPDX-License-Identifier: Apache-2.0

/// Removes from this machine what the object store has.
package protocol LocalCopies: Sendable {
    /// Removes files below the media folder, in this order; what is gone already is no fault.
    func removeCopies(_ paths: [String]) async throws(StorageFault)
}
