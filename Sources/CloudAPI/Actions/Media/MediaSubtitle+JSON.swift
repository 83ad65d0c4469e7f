// SPDX-License-Identifier: Apache-2.0

import RecordingModel

extension MediaSubtitle {
    /// `MediaSubtitleItem` of the document.
    func json(of recording: RecordedFile, publicURL: String) -> JSONValue {
        .object([
            "Id": .string(id), "Name": .string(name), "Language": .string(language), "Format": "vtt",
            "Url": .string(MediaURL(base: publicURL, path: recording.path(ofAttachment: file)).text),
            "Source": "UserUploaded",
        ])
    }
}
