from .county_page import PAGES as PAGES
