// SPDX-License-Identifier: Apache-2.0

#include "CTranscoding.h"
#include "Library.h"

#include <stdarg.h>

// lame.h of 3.100, whose interface has been the same since 3.99 (2011).
typedef void context;
typedef void (*reporter)(const char *format, va_list arguments);

enum {
    mode_joint_stereo = 1, // JOINT_STEREO
    mode_mono = 3,         // MONO
    vbr_off = 0,
};

struct transcoding_lame {
    context *(*open)(void);
    int (*close)(context *);
    int (*set_input_rate)(context *, int);
    int (*set_output_rate)(context *, int);
    int (*set_channels)(context *, int);
    int (*set_mode)(context *, int);
    int (*set_vbr)(context *, int);
    int (*set_bit_rate)(context *, int);
    int (*set_xing_frame)(context *, int);
    int (*set_no_reservoir)(context *, int);
    int (*set_error_reporter)(context *, reporter);
    int (*set_debug_reporter)(context *, reporter);
    int (*set_message_reporter)(context *, reporter);
    int (*prepare)(context *);
    int (*encode)(context *, const float *, const float *, int, unsigned char *, int);
    int (*flush)(context *, unsigned char *, int);
};

transcoding_lame *transcoding_lame_load(const char *name) {
    void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) return NULL;
    transcoding_lame *lame = calloc(1, sizeof *lame);
    if (lame == NULL) return NULL;
    if (transcoding_find(library, "lame_init", &lame->open)
        && transcoding_find(library, "lame_close", &lame->close)
        && transcoding_find(library, "lame_set_in_samplerate", &lame->set_input_rate)
        && transcoding_find(library, "lame_set_out_samplerate", &lame->set_output_rate)
        && transcoding_find(library, "lame_set_num_channels", &lame->set_channels)
        && transcoding_find(library, "lame_set_mode", &lame->set_mode)
        && transcoding_find(library, "lame_set_VBR", &lame->set_vbr)
        && transcoding_find(library, "lame_set_brate", &lame->set_bit_rate)
        && transcoding_find(library, "lame_set_bWriteVbrTag", &lame->set_xing_frame)
        && transcoding_find(library, "lame_set_disable_reservoir", &lame->set_no_reservoir)
        && transcoding_find(library, "lame_set_errorf", &lame->set_error_reporter)
        && transcoding_find(library, "lame_set_debugf", &lame->set_debug_reporter)
        && transcoding_find(library, "lame_set_msgf", &lame->set_message_reporter)
        && transcoding_find(library, "lame_init_params", &lame->prepare)
        && transcoding_find(library, "lame_encode_buffer_ieee_float", &lame->encode)
        && transcoding_find(library, "lame_encode_flush", &lame->flush))
        return lame;
    free(lame);
    return NULL;
}

struct transcoding_encoder {
    const transcoding_lame *lame;
    context *context;
};

static void keep_quiet(const char *format, va_list arguments) {
    (void)format;
    (void)arguments;
}

transcoding_encoder *transcoding_encoder_open(
    const transcoding_lame *lame, int input_rate, int output_rate, int channel_count, int bit_rate) {
    transcoding_encoder *encoder = calloc(1, sizeof *encoder);
    if (encoder == NULL) return NULL;
    encoder->lame = lame;
    encoder->context = lame->open();
    if (encoder->context == NULL) {
        free(encoder);
        return NULL;
    }
    context *context = encoder->context;
    lame->set_error_reporter(context, keep_quiet);
    lame->set_debug_reporter(context, keep_quiet);
    lame->set_message_reporter(context, keep_quiet);
    // lame_init_params returns 0 or 1 where it can do what was set.
    if (lame->set_input_rate(context, input_rate) >= 0 && lame->set_output_rate(context, output_rate) >= 0
        && lame->set_channels(context, channel_count) >= 0
        && lame->set_mode(context, channel_count == 1 ? mode_mono : mode_joint_stereo) >= 0
        && lame->set_vbr(context, vbr_off) >= 0 && lame->set_bit_rate(context, bit_rate) >= 0
        && lame->set_xing_frame(context, 0) >= 0 && lame->set_no_reservoir(context, 1) >= 0
        && lame->prepare(context) >= 0)
        return encoder;
    transcoding_encoder_close(encoder);
    return NULL;
}

void transcoding_encoder_close(transcoding_encoder *encoder) {
    encoder->lame->close(encoder->context);
    free(encoder);
}

size_t transcoding_encoder_capacity(int sample_count) {
    // lame.h asks for 1.25 bytes a sample and 7200 more; resampling makes up to seven samples of one.
    return 7200 + (size_t)sample_count * 9;
}

int transcoding_encoder_encode(
    transcoding_encoder *encoder, const float *left, const float *right, int sample_count, uint8_t *bytes,
    size_t capacity) {
    return encoder->lame->encode(encoder->context, left, right, sample_count, bytes, (int)capacity);
}

int transcoding_encoder_flush(transcoding_encoder *encoder, uint8_t *bytes, size_t capacity) {
    return encoder->lame->flush(encoder->context, bytes, (int)capacity);
}
