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
        try await perform("attach to", file) { (root, location) throws(StorageFault) in
            var folder = RecordingFolder(root: root, location: location)
            _ = try folder.carryOut([.replace(name: name, contents: contents)])
        }
    }

    /// Removes what was kept beside a recorded file under a name.
    package func detach(_ name: String, from file: RecordedFile) async throws(StorageFault) {
        try await perform("detach from", file) { (root, location) throws(StorageFault) in
            // Only a name of our own making; it holds no slash then.
            guard name.hasPrefix(file.attachmentPrefix), !name.contains("/") else {
                throw StorageFault(errorNumber: EINVAL, operation: "detach from \(file.path)")
            }
            let folder = "\(root)/\(location.text)"
            try FileDescriptor.removeFile("\(folder)/\(name)")
            try Self.syncIfThere(folder)
        }
    }

    /// Removes a file with what is kept beside it, and of HLS the folder that it fills: playlist first, so that no
    /// player meets a hole.
    ///
    /// The folder of another format stays, though empty: the recording may still go on in it with its next file.
    package func remove(_ file: RecordedFile) async throws(StorageFault) {
        try await perform("remove", file) { (root, location) throws(StorageFault) in
            let folder = "\(root)/\(location.text)"
            try FileDescriptor.removeFile("\(root)/\(file.path)")
            let names = FileDescriptor.names(inFolder: folder)
            switch file.format {
            case .hls:
                for name in names { try FileDescriptor.removeFile("\(folder)/\(name)") }
                guard FileDescriptor.removeEmptyFolder(folder) else { return }
                let parent = location.components.dropLast().map { "/\($0)" }.joined()
                try FileDescriptor.syncDirectory(root + parent)
            case .flv, .mp4, .aac, .mp3:
                // By their names, so that one goes too that a crash kept from the catalogue.
                for name in names where name.hasPrefix(file.attachmentPrefix) {
                    try FileDescriptor.removeFile("\(folder)/\(name)")
                }
                try Self.syncIfThere(folder)
            }
        }
    }

    /// Makes removals durable; what is gone with its folder is gone for good.
    private static func syncIfThere(_ folder: String) throws(StorageFault) {
        guard FileDescriptor.isFolder(folder) else { return }
        try FileDescriptor.syncDirectory(folder)
    }

    /// Does something with the folder of a recorded file on one of the store's threads.
    private func perform(
        _ verb: String, _ file: RecordedFile,
        _ work: @escaping @Sendable (_ root: String, _ location: MediaPath) throws(StorageFault) -> Void
    ) async throws(StorageFault) {
        // The catalogue's own paths always have one; another's database must not lead out of the media folder.
        guard let location = file.folder else {
            throw StorageFault(errorNumber: EINVAL, operation: "\(verb) \(file.path)")
        }
        guard threads.begin() else {
            throw StorageFault(errorNumber: 0, operation: "\(verb) \(file.path) after the store's shutdown")
        }
        let (root, threads) = (root, threads)
        let result: Result<Void, StorageFault> = await withCheckedContinuation { continuation in
            threads.run {
                do throws(StorageFault) {
                    continuation.resume(returning: .success(try work(root, location)))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
                threads.end()
            }
        }
        try result.get()
    }
}
