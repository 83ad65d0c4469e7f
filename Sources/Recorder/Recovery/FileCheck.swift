// SPDX-License-Identifier: Apache-2.0

import Inspection
import Media
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
        guard try await store.describe(stored.name, inFolder: folder) == stored else {
            return .damaged("The bytes are not those that were written.")
        }
        return finding
    }
}

/// A recording's folder as the inspection sees it.
private struct InspectedFolder: FileSource {
    let base: any CutFolder

    func open(_ name: String) -> (any ByteSource)? { base.open(name) }
}
