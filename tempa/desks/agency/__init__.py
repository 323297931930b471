"""An agency's buyer: where are my orders?"""
