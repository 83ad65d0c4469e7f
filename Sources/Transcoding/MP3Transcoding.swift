// SPDX-License-Identifier: Apache-2.0

package import Media
package import RecordingModel

/// Transcoding to MP3 with the libraries that are installed.
///
/// They are loaded when the first recording needs them, which takes 20 ms and 16 MiB, and looked for only once.
package struct MP3Transcoding: AudioTranscoding {
    private static let libraries = Result { () throws(TranscodingError) in try TranscodingLibraries() }

    package init() {}

    package func makeTranscoder(
        input: CodecConfiguration
    ) throws(TranscodingError) -> any AudioTranscoder {
        try MP3Transcoder(input: input, libraries: Self.libraries.get())
    }
}
