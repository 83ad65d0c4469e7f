// SPDX-License-Identifier: Apache-2.0

import Glibc
package import RecordingModel

extension FileStore: LocalCopies {
    /// Removes files of one or more recordings; manifests and attachments beside them stay, and so their folders.
    package func removeCopies(_ paths: [String]) async throws(StorageFault) {
        // The catalogue's own paths always have a folder; another's database must not lead out of the media folder.
        for path in paths where MediaPath(folderOf: path) == nil {
            throw StorageFault(errorNumber: EINVAL, operation: "remove \(path)")
        }
        try await run("remove copies") { (fileSystem, root) throws(StorageFault) in
            for path in paths { try fileSystem.removeFile("\(root)/\(path)") }
        }
    }
}
