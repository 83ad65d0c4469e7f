// SPDX-License-Identifier: Apache-2.0

import Glibc
import Media
package import NIOCore
package import RecordingModel

extension FileStore: MediaFiles {
    /// Keeps contents beside a recorded file: synced before they get their name, and the folder after.
    package func attach(
        _ contents: ByteBuffer, named name: String, to file: RecordedFile
    ) async throws(StorageFault) {
        try await perform("attach to", file) { (fileSystem, root, location) throws(StorageFault) in
            var folder = RecordingFolder(
                fileSystem: fileSystem, root: root, location: location, journal: nil)
            _ = try folder.carryOut([.replace(name: name, contents: contents)])
        }
    }

    /// Removes what was kept beside a recorded file under a name.
    package func detach(_ name: String, from file: RecordedFile) async throws(StorageFault) {
        try await perform("detach from", file) { (fileSystem, root, location) throws(StorageFault) in
            // Only a name of our own making; it holds no slash then.
            guard name.hasPrefix(file.attachmentPrefix), !name.contains("/") else {
                throw StorageFault(errorNumber: EINVAL, operation: "detach from \(file.path)")
            }
            let folder = "\(root)/\(location.text)"
            try fileSystem.removeFile("\(folder)/\(name)")
            try fileSystem.synchronizeFolderIfThere(folder)
        }
    }

    /// Removes a file with what is kept beside it, and of HLS the folder that it fills: playlist first, so that no
    /// player meets a hole.
    ///
    /// The folder of another format stays, though empty: the recording may still go on in it with its next file.
    package func remove(_ file: RecordedFile) async throws(StorageFault) {
        try await perform("remove", file) { (fileSystem, root, location) throws(StorageFault) in
            let folder = "\(root)/\(location.text)"
            try fileSystem.removeFile("\(root)/\(file.path)")
            let names = try fileSystem.names(inFolder: folder)
            switch file.format {
            case .hls:
                for name in names { try fileSystem.removeFile("\(folder)/\(name)") }
                guard fileSystem.removeEmptyFolder(folder) else { return }
                let parent = location.components.dropLast().map { "/\($0)" }.joined()
                try fileSystem.synchronizeFolder(root + parent)
            case .flv, .mp4, .aac, .mp3:
                // By their names, so that one goes too that a crash kept from the catalogue.
                for name in names where name.hasPrefix(file.attachmentPrefix) {
                    try fileSystem.removeFile("\(folder)/\(name)")
                }
                try fileSystem.synchronizeFolderIfThere(folder)
            }
        }
    }

    /// Does something with the folder of a recorded file on one of the store's threads.
    private func perform(
        _ verb: String, _ file: RecordedFile,
        _ work: @escaping @Sendable (FileSystem, _ root: String, _ location: MediaPath) throws(StorageFault) -> Void
    ) async throws(StorageFault) {
        // The catalogue's own paths always have one; another's database must not lead out of the media folder.
        guard let location = file.folder else {
            throw StorageFault(errorNumber: EINVAL, operation: "\(verb) \(file.path)")
        }
        try await run("\(verb) \(file.path)") { (fileSystem, root) throws(StorageFault) in
            try work(fileSystem, root, location)
        }
    }
}
