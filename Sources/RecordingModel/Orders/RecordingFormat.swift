// SPDX-License-Identifier: Apache-2.0

/// What a recording is written as; the raw value is `file_format` of the callbacks.
package enum RecordingFormat: String, Hashable, Sendable, CaseIterable, Codable {
    case flv
    case hls
    case mp4
    case aac
    case mp3
}
