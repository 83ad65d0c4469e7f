// SPDX-License-Identifier: Apache-2.0

package import Media

/// The settings of one format of a template: `RecordParam` of the API.
package struct FormatSettings: Hashable, Sendable, Codable {
    package var isEnabled = false
    /// Seconds after which a new file begins; without effect for HLS.
    package var recordInterval: Int64 = 1_800
    /// Seconds a file is kept; 0 is for ever.
    package var storageTime: Int64 = 0
    package var vodSubAppID: Int64 = 0
    /// The pattern of file names; empty for the default one.
    package var vodFileName = ""
    package var procedure = ""
    package var storageMode = "normal"
    package var classID: Int64 = 0
    package var cosBucketName = ""
    package var cosBucketRegion = ""
    package var cosBucketPath = ""

    package init() {}

    /// `vodFileName` as a pattern; the default one when it is empty.
    package var fileNamePattern: FileNamePattern {
        // What is no pattern was refused when the template was made.
        (try? FileNamePattern(vodFileName)) ?? .standard
    }
}

/// What a recording order or rule says of the files to write.
package struct RecordTemplate: Hashable, Sendable {
    /// 1 and above; 0 for a template that the catalogue has not numbered yet.
    package var id: Int64
    package var name: String
    package var description: String
    package var isDelayLive: Bool
    /// Settings of each format; an absent one is disabled.
    package var formats: [RecordingFormat: FormatSettings]
    /// Seconds within which a returning push continues an HLS recording; 0 is off.
    package var flowContinueDuration: Int64
    package var uploadsInRecording: Bool
    package var storesToCOS: Bool
    package var removesWatermark: Bool

    package init(
        id: Int64 = 0, name: String, description: String = "", isDelayLive: Bool = false,
        formats: [RecordingFormat: FormatSettings], flowContinueDuration: Int64 = 0, uploadsInRecording: Bool = false,
        storesToCOS: Bool = false, removesWatermark: Bool = false
    ) {
        self.id = id
        self.name = name
        self.description = description
        self.isDelayLive = isDelayLive
        self.formats = formats
        self.flowContinueDuration = flowContinueDuration
        self.uploadsInRecording = uploadsInRecording
        self.storesToCOS = storesToCOS
        self.removesWatermark = removesWatermark
    }

    /// What an order without a template, or with an unknown one, is recorded by: HLS, kept for ever.
    package static let standard: RecordTemplate = {
        var hls = FormatSettings()
        hls.isEnabled = true
        return RecordTemplate(name: "", formats: [.hls: hls])
    }()
}
