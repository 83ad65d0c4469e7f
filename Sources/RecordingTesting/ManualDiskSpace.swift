// SPDX-License-Identifier: Apache-2.0

package import RecordingModel
import Synchronization

/// A disk whose room is a test's.
package final class ManualDiskSpace: DiskSpace {
    private let current = Mutex(DiskState.enough)

    package init() {}

    package var state: DiskState { current.withLock { $0 } }

    /// As much as its state says, of a disk whose marks are those of the server.
    package var freeBytes: Int64 {
        switch state {
        case .enough: 1 << 40
        case .low: 1 << 30
        case .critical: 0
        }
    }

    package func set(_ state: DiskState) {
        current.withLock { $0 = state }
    }
}
