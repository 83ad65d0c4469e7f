// SPDX-License-Identifier: Apache-2.0

import ObjectStore
import RecordingModel

/// Where finished recordings go, if anywhere.
struct ObjectStoreSettings: Sendable {
    /// Nil when recordings stay in the data folder.
    var endpoint: ObjectEndpoint?
    var bucket: String?
    var region: String?
    var accessKey: String?
    var secretKey: String?
    var prefix: String?
    /// The base of URLs into the bucket; nil for the endpoint's own.
    var publicURL: String?
    var keepsCopies: Bool?

    /// The rules of these settings; nil without a store.
    ///
    /// Throws `SettingsError` when something is missing, or is there without a store.
    func rules(nameOffset: Int64) throws -> (rules: UploadRules, credentials: ObjectStoreCredentials)? {
        guard let endpoint else {
            let others: [Any?] = [bucket, region, accessKey, secretKey, prefix, publicURL, keepsCopies]
            guard others.allSatisfy({ $0 == nil }) else {
                throw SettingsError(description: "the --object-store settings need --object-store-url")
            }
            return nil
        }
        guard let bucket, let accessKey, let secretKey else {
            throw SettingsError(
                description: "--object-store-url needs --object-store-bucket, --object-store-access-key and "
                    + "--object-store-secret-key")
        }
        let place = ObjectPlace(bucket: bucket, region: region ?? "us-east-1", prefix: prefix ?? "")
        return (
            UploadRules(endpoint: endpoint, standard: place, publicURL: publicURL, nameOffset: nameOffset),
            ObjectStoreCredentials(accessKey: accessKey, secretKey: secretKey)
        )
    }
}
