// SPDX-License-Identifier: Apache-2.0

package import RecordingModel
import Synchronization

/// A disk whose room is a test's.
package final class ManualDiskSpace: DiskSpace {
    private let current = Mutex(DiskState.enough)

    package init() {}

    package var state: DiskState { current.withLock { $0 } }

    package func set(_ state: DiskState) {
        current.withLock { $0 = state }
    }
}
