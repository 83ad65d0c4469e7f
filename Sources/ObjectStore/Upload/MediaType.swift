// SPDX-License-Identifier: Apache-2.0

/// The Content-Type of objects.
enum MediaType {
    /// RFC 8216, 4.
    static let playlist = "application/vnd.apple.mpegurl"

    /// By the ending of a file's name.
    static func type(ofFile name: String) -> String {
        switch name.split(separator: ".").last {
        case "m3u8": playlist
        case "ts": "video/mp2t"
        case "m4s", "mp4": "video/mp4"
        case "flv": "video/x-flv"
        case "aac": "audio/aac"
        case "mp3": "audio/mpeg"
        case "json": "application/json"
        case _: "application/octet-stream"
        }
    }
}
