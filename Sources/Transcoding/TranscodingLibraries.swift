// SPDX-License-Identifier: Apache-2.0

import CTranscoding
package import RecordingModel

/// libavcodec and libmp3lame, loaded when the server runs: optional, and linked by nothing.
@safe package final class TranscodingLibraries: Sendable {
    // What they point to never changes after loading, and is never freed.
    nonisolated(unsafe) let codecs: OpaquePointer
    nonisolated(unsafe) let lame: OpaquePointer

    /// File names of the versions that are known, FFmpeg 8 to 4; the tests run with Debian's 59 (FFmpeg 5.1).
    package static let codecNames = [62, 61, 60, 59, 58].map { "libavcodec.so.\($0)" }
    /// File names of libmp3lame.
    package static let lameNames = ["libmp3lame.so.0"]

    /// Loads the first of each list that is there; `libraryMissing` names all of a list of which there is none.
    package init(
        codecNames: [String] = TranscodingLibraries.codecNames,
        lameNames: [String] = TranscodingLibraries.lameNames
    ) throws(TranscodingError) {
        guard let lame = unsafe Self.first(of: lameNames, load: { unsafe transcoding_lame_load($0) }) else {
            throw .libraryMissing(lameNames.joined(separator: ", "))
        }
        guard let codecs = unsafe Self.first(of: codecNames, load: { unsafe transcoding_codecs_load($0) }) else {
            throw .libraryMissing(codecNames.joined(separator: ", "))
        }
        unsafe (self.lame, self.codecs) = (lame, codecs)
    }

    private static func first(of names: [String], load: (String) -> OpaquePointer?) -> OpaquePointer? {
        for name in names {
            if let library = unsafe load(name) { return unsafe library }
        }
        return nil
    }
}
