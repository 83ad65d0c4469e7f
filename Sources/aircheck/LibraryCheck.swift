// SPDX-License-Identifier: Apache-2.0

import AircheckServer
import Crypto
import Foundation
import Inspection
import RecordingModel

/// Holds the whole library against the catalogue, the manifests and the rules of its formats, both ways.
///
/// Recordings that go on are left out. A file that is gone from the disk and from the library was deleted.
struct LibraryCheck {
    /// Something that is not as it should be.
    struct Finding: Encodable {
        /// Below the media folder.
        var path: String
        var sentence: String
    }

    /// What was looked at.
    struct Summary: Encodable {
        var files = 0
        var recordings = 0
        var bytes: Int64 = 0
        /// Files that lie in the object store alone.
        var elsewhere = 0
        var findings = 0
    }

    private let library: LibraryFile
    private let tell: (Finding) -> Void
    private var summary = Summary()
    /// The files of the library by their paths.
    private var known: [String: RecordedFile] = [:]
    private var attachments: Set<String> = []

    init(_ library: LibraryFile, tell: @escaping (Finding) -> Void) {
        self.library = library
        self.tell = tell
    }

    mutating func run() async throws -> Summary {
        var files: [RecordedFile] = []
        try await library.files { files.append($0) }
        for file in files {
            known[file.path] = file
            let folder = file.path.split(separator: "/").dropLast().joined(separator: "/")
            attachments.formUnion(file.notes.attachments.map { "\(folder)/\($0)" })
        }
        for file in files { check(file) }
        for folder in recordingFolders() { check(folder: folder) }
        return summary
    }

    // MARK: From the catalogue to the disk

    private mutating func check(_ file: RecordedFile) {
        summary.files += 1
        guard let bytes = size(of: file.path) else {
            guard file.storeURL == nil else { return summary.elsewhere += 1 }
            return find(file.path, "The file of the library is not there.")
        }
        summary.bytes += bytes
        if !file.sha256.isEmpty, let digest = digest(of: file.path), digest != file.sha256 {
            find(file.path, "Its bytes are not those that were recorded.")
        }
        let url = URL(fileURLWithPath: "\(library.mediaPath)/\(file.path)")
        do throws(SourceError) {
            let inspector = FileInspector(folder: DiskFolder(url: url.deletingLastPathComponent()))
            for fault in try inspector.inspect(url.lastPathComponent).faults { find(file.path, "\(fault)") }
        } catch {
            find(file.path, error.reason)
        }
    }

    // MARK: From the disk to the catalogue

    private mutating func check(folder: String) {
        let session = folder.split(separator: "-").last ?? ""
        guard !library.isUnfinished(session) else { return }
        summary.recordings += 1
        let names = Set((try? FileManager.default.contentsOfDirectory(atPath: "\(library.mediaPath)/\(folder)")) ?? [])
        guard let manifest = manifest(of: folder) else {
            if !names.isEmpty { find(folder, "There is no manifest that can be read.") }
            return
        }
        var explained: Set<String> = [RecordingManifest.name]
        for file in manifest.files {
            explained.insert(file.name)
            let path = "\(folder)/\(file.name)"
            guard names.contains(file.name) else { continue }
            if known[path] == nil { find(path, "The manifest names it, and the library doesn't know it.") }
            if digest(of: path) != file.sha256 { find(path, "Its bytes are not those of the manifest.") }
        }
        let isListed = manifest.files.contains { names.contains($0.name) }
        for part in manifest.parts {
            explained.insert(part.name)
            let path = "\(folder)/\(part.name)"
            if names.contains(part.name) {
                if digest(of: path) != part.sha256 { find(path, "Its bytes are not those of the manifest.") }
            } else if isListed {
                find(path, "The manifest names it, and it is not there.")
            }
        }
        for name in names.subtracting(explained).sorted() where !attachments.contains("\(folder)/\(name)") {
            find("\(folder)/\(name)", "Nothing tells what it is.")
        }
    }

    /// The folders, below the media folder, in which files lie.
    private func recordingFolders() -> [String] {
        let root = URL(fileURLWithPath: library.mediaPath).resolvingSymlinksInPath().path
        guard let paths = FileManager.default.enumerator(atPath: root) else { return [] }
        var folders: Set<String> = []
        for case let path as String in paths where paths.fileAttributes?[.type] as? FileAttributeType == .typeRegular {
            folders.insert(path.split(separator: "/").dropLast().joined(separator: "/"))
        }
        return folders.sorted()
    }

    private func manifest(of folder: String) -> RecordingManifest? {
        FileManager.default.contents(atPath: "\(library.mediaPath)/\(folder)/\(RecordingManifest.name)")
            .flatMap { try? JSONDecoder().decode(RecordingManifest.self, from: $0) }
    }

    private func size(of path: String) -> Int64? {
        let attributes = try? FileManager.default.attributesOfItem(atPath: "\(library.mediaPath)/\(path)")
        return (attributes?[.size] as? NSNumber)?.int64Value
    }

    /// SHA-256 in hexadecimal digits, read a mebibyte at a time.
    private func digest(of path: String) -> String? {
        guard let handle = FileHandle(forReadingAtPath: "\(library.mediaPath)/\(path)") else { return nil }
        var hash = SHA256()
        while let block = try? handle.read(upToCount: 1 << 20), !block.isEmpty { hash.update(data: block) }
        return hash.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private mutating func find(_ path: String, _ sentence: String) {
        summary.findings += 1
        tell(Finding(path: path, sentence: sentence))
    }
}
