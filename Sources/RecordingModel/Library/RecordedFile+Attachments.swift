// SPDX-License-Identifier: Apache-2.0

/// What lies beside a recorded file: its cover and its subtitles.
extension RecordedFile {
    /// The folder that it lies in; nil for a path that leads out of the media folder, as none of ours does.
    package var folder: MediaPath? { MediaPath(folderOf: path) }

    /// What the names of its attachments, and of no other file, begin with.
    package var attachmentPrefix: String { "\(id)." }

    /// A name for a new attachment, which no one has chosen and no other file has.
    package func newAttachmentName(ending: String) -> String {
        "\(attachmentPrefix)\(DecimalID.random()).\(ending)"
    }

    /// The path of an attachment, as `path` is that of the file.
    package func path(ofAttachment name: String) -> String { folder?.text(ofFile: name) ?? name }
}
