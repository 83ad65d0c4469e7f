// SPDX-License-Identifier: Apache-2.0

/// Why a file can't be pushed.
package enum ProgrammeError: Error, Hashable, Sendable {
    /// It doesn't begin as an FLV file does.
    case notFLV
    /// It has no sound and no picture.
    case empty
    /// What begins at this offset is no tag.
    case malformed(offset: Int64)
    /// It is longer than ``Programme/maximumFileLength``.
    case tooLarge
    /// The system doesn't give its bytes.
    case unreadable
}

extension ProgrammeError {
    /// One sentence for whoever gave the file.
    package var sentence: String {
        switch self {
        case .notFLV: "This is no FLV file. Make one of it: ffmpeg -i FILE -c copy -f flv FILE.flv"
        case .empty: "The file has neither sound nor picture."
        case .malformed(let offset): "At \(offset) stands something that is no FLV tag."
        case .tooLarge: "The file is longer than 1 GiB, which is what is held in memory at most."
        case .unreadable: "The file can't be read."
        }
    }
}
