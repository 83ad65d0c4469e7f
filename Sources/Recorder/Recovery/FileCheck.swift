// SPDX-License-Identifier: Apache-2.0

import Inspection
import Media
import NIOCore
import RecordingModel

/// Reads a complete file back before anybody hears of it.
enum FileCheck {
    enum Finding: Sendable {
        /// The bytes on the disk are not those that were written, or can't be read.
        case damaged(String)
        /// The file breaks a rule of its format, be it that the stream did.
        case irregular(String)
    }

    /// What is wrong with a file as it lies on the disk; nil for nothing.
    ///
    /// Who is in a hurry has no recordings that must not be disturbed.
    static func finding(
        in stored: StoredFile, ofFolder folder: [String], of store: any MediaStore, isHurried: Bool
    ) async throws(StorageFault) -> Finding? {
        let look: @Sendable (any CutFolder) -> Finding? = { folder in
            do throws(SourceError) {
                let report = try FileInspector(folder: InspectedFolder(base: folder)).inspect(stored.name)
                return report.faults.first.map { .irregular("\($0)") }
            } catch {
                return .damaged(error.reason)
            }
        }
        let finding =
            isHurried
            ? try await store.examine(folder: folder, look) : try await store.readBack(folder: folder, look)
        for part in try await segments(of: stored, inFolder: folder, of: store) + [stored] {
            guard try await store.describe(part.name, inFolder: folder) == part else {
                return .damaged("The bytes of \(part.name) are not those that were written.")
            }
        }
        return finding
    }

    /// The segments of a playlist that are in the folder, as they were written; those that are not were verified when
    /// they were uploaded.
    private static func segments(
        of playlist: StoredFile, inFolder folder: [String], of store: any MediaStore
    ) async throws(StorageFault) -> [StoredFile] {
        guard playlist.name.hasSuffix(".m3u8") else { return [] }
        return try await store.examine(folder: folder) { folder in
            guard let manifest = RecordingManifest(in: folder), let source = folder.open(playlist.name),
                let lines = source.read(at: 0, count: Int(source.byteCount))
            else { return [] }
            // A line each, but for initialization segments, which stand in quotation marks.
            let named = Set(String(buffer: lines).split { $0 == "\n" || $0 == "\"" }.map(String.init))
            return manifest.parts.filter { named.contains($0.name) && folder.names.contains($0.name) }
        }
    }
}

/// A recording's folder as the inspection sees it.
private struct InspectedFolder: FileSource {
    let base: any CutFolder

    func open(_ name: String) -> (any ByteSource)? { base.open(name) }
}
