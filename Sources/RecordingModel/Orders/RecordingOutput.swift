// SPDX-License-Identifier: Apache-2.0

package import Media

/// What an order or rule has written.
package enum RecordingOutput: Hashable, Sendable {
    /// Every enabled format of the template of this number; 0, or an unknown one, stands for the standard template.
    case template(UInt64)
    /// One format, described by the order itself.
    case single(SingleOutput)
}

/// The one format of an order of CreateLiveRecord (reference: recording-api, section 5).
package struct SingleOutput: Hashable, Sendable {
    package var format: RecordingFormat
    package var content: RecordingContent
    /// Seconds after which a new file begins; without effect for HLS.
    package var recordInterval: Int32
    /// Seconds a file is kept; 0 is for ever.
    package var storageTime: Int32

    package init(
        format: RecordingFormat, content: RecordingContent = .audioAndVideo, recordInterval: Int32 = 1_800,
        storageTime: Int32 = 0
    ) {
        self.format = format
        self.content = content
        self.recordInterval = recordInterval
        self.storageTime = storageTime
    }

    /// The settings that a template would have for it.
    package var settings: FormatSettings {
        var settings = FormatSettings()
        settings.isEnabled = true
        settings.recordInterval = Int64(recordInterval)
        settings.storageTime = Int64(storageTime)
        return settings
    }
}

/// Which tracks of a stream are recorded; the raw value is `RecordType` of CreateLiveRecord.
package enum RecordingContent: String, Hashable, Sendable, Codable {
    case audioAndVideo = "video"
    case audio

    /// Whether tracks of a kind are recorded.
    package func includes(_ kind: MediaKind) -> Bool {
        switch self {
        case .audioAndVideo: true
        case .audio: kind == .audio
        }
    }
}
