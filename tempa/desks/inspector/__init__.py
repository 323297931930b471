"""An inspector: which lot now?"""
