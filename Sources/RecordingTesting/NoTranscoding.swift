// SPDX-License-Identifier: Apache-2.0

package import Media
package import RecordingModel

/// A machine without the libraries that transcode.
package struct NoTranscoding: AudioTranscoding {
    package init() {}

    package func makeTranscoder(input: CodecConfiguration) throws(TranscodingError) -> any AudioTranscoder {
        throw .libraryMissing("none")
    }
}
